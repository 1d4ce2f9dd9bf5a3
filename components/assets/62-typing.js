/* What is typed is passed on when the typing rests; an earlier wait ends with nothing. */
(function () {
  const REST = 350;
  let timer = null, earlier = null;
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    typing: {
      rest(...values) {
        clearTimeout(timer);
        if (earlier) earlier(window.dash_clientside.no_update);
        return new Promise((resolve) => { earlier = resolve; timer = setTimeout(() => { earlier = null; resolve(values.map((value) => value || "")); }, REST); });
      },
    },
  });
})();

/* How cells are drawn; what stands in them was formatted by the server. */
(function () {
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const make = (...parts) => window.React.createElement(...parts);
  const SCRIPTS = [[/[\u0D00-\u0D7F]/, "ml"], [/[\u0900-\u097F]/, "hi"]];
  const lang = (text) => (SCRIPTS.find(([script]) => script.test(text)) || [])[1];

  cells.LinkCell = function (props) {
    if (!props.data) return make("span", { className: "sk w60" });
    const [first, second] = String(props.value || "–").split("\n");
    const href = `${props.path}/${props.data.id}`;
    const open = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState({}, "", href);
      dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
      dispatchEvent(new PopStateEvent("popstate"));
    };
    return make("a", { href, className: "who", onClick: open }, make("b", { lang: lang(first) }, first), second ? make("small", null, second) : null);
  };
  cells.TextCell = function (props) {
    if (!props.data) return make("span", { className: "sk" });
    return make("span", { lang: lang(String(props.value || "")), className: props.value ? "" : "faint" }, props.value || "–");
  };
  cells.StatusCell = function (props) {
    if (!props.data) return make("span", { className: "sk w60" });
    const [word, sign, tone] = props.words[props.value] || [props.value, "dot", ""];
    return make("span", { className: "chip " + tone }, make("i", { className: "bi bi-" + sign, "aria-hidden": true }), word);
  };
  cells.AlertCell = function (props) {
    if (!props.value) return make("span", { className: "faint" }, "–");
    const severe = / severe|, severe/.test(props.value);
    return make("span", { className: "chip " + (severe ? "clay" : "line") }, make("i", { className: "bi bi-" + (severe ? "exclamation-triangle-fill" : "info-circle"), "aria-hidden": true }), props.value);
  };
})();

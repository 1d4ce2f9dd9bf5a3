/* How cells are drawn; what stands in them was formatted by the server. */
(function () {
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const make = (...parts) => window.React.createElement(...parts);
  const SCRIPTS = [[/[\u0D00-\u0D7F]/, "ml"], [/[\u0900-\u097F]/, "hi"]];
  const lang = (text) => (SCRIPTS.find(([script]) => script.test(text)) || [])[1];
  const STATUS = {
    scheduled: ["Scheduled", "calendar", "mons line"], confirmed: ["Confirmed", "check-lg", "mons"], "in-progress": ["In room", "play-fill", "turm"],
    completed: ["Completed", "check-all", "leaf"], "no-show": ["No-show", "person-x", "clay"], cancelled: ["Cancelled", "slash-circle", "line"],
    waiting: ["Waiting", "hourglass-split", "turm line"], offered: ["Offered", "telephone-outbound", "turm"], booked: ["Booked", "calendar-check", "leaf"], expired: ["Expired", "calendar-x", "line"],
    pending: ["Pending", "clock", "line"], approved: ["Approved", "check-lg", "leaf"], rejected: ["Rejected", "x-octagon", "clay"], suspended: ["Suspended", "pause-circle", "clay"],
    partial: ["Part paid", "circle-half", "turm"], paid: ["Paid", "check-all", "leaf"], draft: ["Draft", "pencil", "turm line"], final: ["Final", "check-all", "leaf"], amended: ["Amended", "pencil-square", "mons"],
    processing: ["Processing", "box-seam", "turm"], shipped: ["Shipped", "truck", "mons"], delivered: ["Delivered", "check-all", "leaf"], returned: ["Returned", "arrow-return-left", "line"],
    pending_review: ["In review", "hourglass-split", "turm line"], active: ["Active", "check-lg", "leaf"], inactive: ["Inactive", "pause-circle", "line"],
    discontinued: ["Discontinued", "slash-circle", "line"], uploaded: ["Waiting", "hourglass-split", "turm line"], verified: ["Verified", "check-lg", "leaf"],
    requested: ["Requested", "hourglass-split", "turm line"], in_transit: ["On its way", "truck", "mons"], received: ["Received", "check-all", "leaf"],
  };

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
    const [word, sign, tone] = STATUS[props.value] || [props.value, "dot", ""];
    return make("span", { className: "chip " + tone }, make("i", { className: "bi bi-" + sign, "aria-hidden": true }), word);
  };
  cells.AlertCell = function (props) {
    if (!props.value) return make("span", { className: "faint" }, "–");
    const severe = / severe|, severe/.test(props.value);
    return make("span", { className: "chip " + (severe ? "clay" : "line") }, make("i", { className: "bi bi-" + (severe ? "exclamation-triangle-fill" : "info-circle"), "aria-hidden": true }), props.value);
  };
})();

/* The small build of the chart library, loaded when the first chart is drawn. */
window._dashPlotlyJSURL = "/assets/lazy/plotly-cartesian.min.js";

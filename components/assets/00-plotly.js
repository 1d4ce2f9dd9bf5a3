/* The small build of the chart library, loaded when the first chart is drawn; the renderer's own choice is passed over. */
Object.defineProperty(window, "_dashPlotlyJSURL", { get: () => "/assets/lazy/plotly-cartesian.min.js", set: () => {} });

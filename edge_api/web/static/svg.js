// Makes SVG elements. Everything that is drawn on these pages is made with it; text goes in as text.

const SPACE = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// A picture that speaks: what it shows, in words.
export function picture(label, width, height, scale, ...children) {
  return svg("svg", { role: "img", "aria-label": label, viewBox: `0 0 ${width} ${height}`, width: width * scale, height: height * scale }, ...children);
}

export function html(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * How the map looks, for the SVG file and the page alike: plain CSS, literal colours (viewers other than browsers know no
 * variables), light first, dark where the reader's system asks for it. Text has at least 4.5:1 against what it stands on.
 */
const LIGHT = {
  paper: "#ffffff",
  ink: "#1b2430",
  soft: "#4a5666",
  box: "#f5f7fa",
  edge: "#8a96a5",
  frame: "#fbfcfd",
  encrypted: "#0b6e4f",
  encryptedBox: "#e9f6f0",
  clear: "#b3261e",
  clearBox: "#fdeeec",
  unknown: "#6b5a00",
  unknownBox: "#fdf7dd",
  host: "#5b4aa8",
};
type Palette = typeof LIGHT;
const DARK: Palette = {
  paper: "#11161d",
  ink: "#e7ecf2",
  soft: "#a9b5c3",
  box: "#1c242e",
  edge: "#66727f",
  frame: "#151b23",
  encrypted: "#5fd0a3",
  encryptedBox: "#12291f",
  clear: "#ff8a80",
  clearBox: "#331a18",
  unknown: "#e6c84f",
  unknownBox: "#2b2609",
  host: "#b3a6ff",
};

function rules(of: Palette): string {
  return `.paper{fill:${of.paper}}
.frame{fill:${of.frame};stroke:${of.edge};stroke-width:1}
.frame-title,.line2,.note{fill:${of.soft}}
.title{fill:${of.ink}}
.shape{fill:${of.box};stroke:${of.edge};stroke-width:1.2}
.entry .shape{stroke:${of.host}}
.sign{fill:none;stroke:${of.soft};stroke-width:1.5}
.encrypted .shape{fill:${of.encryptedBox};stroke:${of.encrypted}}
.clear .shape{fill:${of.clearBox};stroke:${of.clear}}
.unknown .shape{fill:${of.unknownBox};stroke:${of.unknown}}
.encrypted .sign{stroke:${of.encrypted}}
.clear .sign{stroke:${of.clear}}
.unknown .sign{stroke:${of.unknown}}
.line path{fill:none;stroke:${of.edge}}
.line.encrypted path{stroke:${of.encrypted}}
.line.clear path{stroke:${of.clear}}
.line.unknown path{stroke:${of.unknown}}
.line.host path{stroke:${of.host}}
.label{fill:${of.ink};stroke:${of.paper}}
.mark-error{fill:${of.clear}}
.mark-warning{fill:${of.unknown}}
.mark-info{fill:${of.soft}}
.mark-text{fill:${of.paper}}
`;
}

/** The style sheet of every drawing. */
export const SVG_STYLE =
  `text{font-family:system-ui,"Segoe UI","DejaVu Sans",Helvetica,Arial,sans-serif;font-size:12px}
.title{font-size:13px;font-weight:600}
.frame-title{font-size:12px;font-weight:600}
.line path{stroke-width:2}
.line.clear path{stroke-dasharray:7 5}
.line.unknown path{stroke-dasharray:2 4}
.line.host path{stroke-width:1.5;stroke-dasharray:10 3 2 3}
.label{font-size:11px;stroke-width:4px;paint-order:stroke;stroke-linejoin:round}
.mark-text{font-size:11px;font-weight:700}
${rules(LIGHT)}@media (prefers-color-scheme:dark){
${rules(DARK)}}
@media print{
${rules(LIGHT)}}
`;

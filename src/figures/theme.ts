/** PNG files use Arimo. Arial and Helvetica have the same widths, so that an SVG looks the same if Arimo isn't installed. */
export const FONT = { name: "Arimo", family: "Arimo, Arial, Helvetica, sans-serif" } as const;

/** Font sizes in CSS pixels. */
export const SIZE = { title: 16, text: 12 } as const;

export const COLOUR = { paper: "#ffffff", text: "#1a1a1a", quiet: "#595959", grid: "#e0e0e0" } as const;

/** Colours that people with every kind of colour vision can tell apart (Okabe and Ito, 2008). */
export const OKABE_ITO = { blue: "#0072b2", vermillion: "#d55e00", green: "#009e73" } as const;

/** White space around a figure, in CSS pixels. */
export const MARGIN = 16;

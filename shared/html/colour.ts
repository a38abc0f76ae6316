// Computes contrast as WCAG 2.2 defines it, and adjusts the lightness of a colour until its contrast suffices. Pure rules.

/** `#rrggbb`. */
type Colour = string;

type Channels = readonly [red: number, green: number, blue: number];

/** The "contrast ratio" of WCAG 2.2, from 1 (equal) to 21 (black on white). */
export function contrast(one: Colour, other: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((first, second) => first - second);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Returns black or white, whichever has more contrast: at least 4.58 on any background. */
export function textOn(background: Colour): Colour {
  return contrast('#000000', background) > contrast('#ffffff', background) ? '#000000' : '#ffffff';
}

/** Nearest colour of the same hue with this contrast to all backgrounds. `end` is black for light ones, white for dark ones. */
export function ensureContrast(
  ratio: number,
  colour: Colour,
  backgrounds: readonly Colour[],
  end: 'black' | 'white',
): Colour {
  const { hue, saturation, lightness } = toHsl(channelsOf(colour));
  const isEnough = (moved: Colour) => backgrounds.every((background) => contrast(moved, background) >= ratio);
  if (isEnough(colour)) return colour;
  const steps = 200;
  for (let step = 1; step < steps; step += 1) {
    const target = end === 'black' ? 0 : 1;
    const moved = fromHsl({ hue, saturation, lightness: lightness + ((target - lightness) * step) / steps });
    if (isEnough(moved)) return moved;
  }
  return end === 'black' ? '#000000' : '#ffffff';
}

function channelsOf(colour: Colour): Channels {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

interface Hsl {
  /** In sixths of the colour circle, 0 to 6. */
  readonly hue: number;
  readonly saturation: number;
  readonly lightness: number;
}

/** CSS Color 4 §7. */
function toHsl(channels: Channels): Hsl {
  const [red, green, blue] = [channels[0] / 255, channels[1] / 255, channels[2] / 255];
  const highest = Math.max(red, green, blue);
  const lowest = Math.min(red, green, blue);
  const lightness = (highest + lowest) / 2;
  const range = highest - lowest;
  if (range === 0) return { hue: 0, saturation: 0, lightness };
  const saturation = range / (1 - Math.abs(2 * lightness - 1));
  if (highest === red) return { hue: ((green - blue) / range + 6) % 6, saturation, lightness };
  return { hue: highest === green ? (blue - red) / range + 2 : (red - green) / range + 4, saturation, lightness };
}

/** CSS Color 4 §7.1. */
function fromHsl({ hue, saturation, lightness }: Hsl): Colour {
  const channel = (offset: number) => {
    const place = (offset + hue * 2) % 12;
    const value =
      lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(place - 3, 9 - place, 1));
    return Math.round(Math.min(1, Math.max(0, value)) * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

/** Identifies the operator on the pages. */
export interface Brand {
  /** At most 60 characters. */
  readonly name: string;
  /** The https URL of an image, which browsers load directly. */
  readonly logo?: string;
  /** `#rrggbb`. */
  readonly colour?: string;
}

export const defaultBrand: Brand = { name: 'Tessera' };

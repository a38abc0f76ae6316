/** Whose service it is, as people see it on its pages. */
export interface Brand {
  /** At most 60 characters. */
  readonly name: string;
  /** The https URL of an image, which readers' browsers fetch from there. */
  readonly logo?: string;
  /** `#rrggbb`. */
  readonly colour?: string;
}

export const defaultBrand: Brand = { name: 'Tessera' };

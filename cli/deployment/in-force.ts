/** When what an operator has ended is ended everywhere. */
export const inForce =
  'Every instance goes by it within a minute; an API that checks access tokens by itself takes them until they expire.';

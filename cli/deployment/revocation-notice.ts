export const revocationNotice =
  'All instances pick this up within a minute; an API that verifies access tokens itself accepts them until they expire.';

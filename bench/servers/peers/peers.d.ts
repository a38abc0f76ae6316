// These packages are installed in bench/ alone; the type check runs without them.
declare module '@hono/node-server';
declare module '@node-oauth/oauth2-server';
declare module '@openauthjs/openauth';
declare module '@openauthjs/openauth/storage/memory';
declare module '@openauthjs/openauth/subject';
declare module 'autocannon';
declare module 'oauth2-mock-server';
declare module 'oidc-provider';

// A certificate for 127.0.0.1 until 2126, with its public test key. Bearer tokens for the table service require https.
// openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUAyky5NBl4PGFljWq+pDVA9xKi0gwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMTExMjMwOVoYDzIxMjYxMDI4
MTEyMzA5WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATgvlvo6tT5WuCUu6Wr9GSIUmP9HlsNFeC8WKnOzep7kHSgMsQHoMyX
wwBBI3xsS4TEw0NZ8md0Nobqs9PsdjDxo28wbTAdBgNVHQ4EFgQU/tqjHK1ZEp6o
dnwuwFfd8JCwaqYwHwYDVR0jBBgwFoAU/tqjHK1ZEp6odnwuwFfd8JCwaqYwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDSQAwRgIhAIzuQQV9aXF/1hm3vUMBIQBdFFAN/khCEhZ7jyJqAFVRAiEA
7lXgZ00ZPl5siFxgzInQ7Zd819uWcwhDTw/DcjIhY78=
-----END CERTIFICATE-----
`;

export const certificateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjVPPjrl1pYyCydeW
jCKLufYIkWKKfS293IhYZmqbwG6hRANCAATgvlvo6tT5WuCUu6Wr9GSIUmP9HlsN
FeC8WKnOzep7kHSgMsQHoMyXwwBBI3xsS4TEw0NZ8md0Nobqs9PsdjDx
-----END PRIVATE KEY-----
`;

import type { JWK } from 'jose';

/** Keys of no client, to verify in vain with. Their private parts were not kept. */
export const strangersKeys: readonly JWK[] = [
  {
    kty: 'EC',
    crv: 'P-256',
    x: 'mq2e9FCV4MtLw6RRCtaDby_9aNUKXQFRIjbkXBZXNhc',
    y: '08z1_UJkxRVwq8nCgRIEYGTqqh5kqKu3ob4O-x8nUYs',
  },
  { kty: 'OKP', crv: 'Ed25519', x: '_LTPqOagzSFgQfCwGyawiFJZvbCZ2sJHOdKOXiMEtXo' },
  {
    kty: 'RSA',
    e: 'AQAB',
    n: 'ugtqqxGaxSPQu3KjqCgUTlT0nPy56BY8WBr9ZeMDU7tNX6gD9ZJA70OuzMI4ihUr7U46GG_pnXOkk2MxdgpawP8-Nio-FTKEAhNt4o3PDYiJwP7EOY7-upJugHmrxZ1y7E4MwYKk_gujA87-QZqhPgIUMRbYmXsArK3G8LfO23bZicmQJU-Wn2aTD2KDiZgNoitZvt8MxrAebzhzUgaQxToyiiRO7UlQoGrv_oGrwy9NXpnGNc6m7W8tzdw6lzUmuhiux1IYp6hgNDj6rQvmbquEsSyy0x937lQBobQZiKwt1FDvmJfvRJHsyx3W-29G5YUHZxoSQlTCpGVIi3hf5Q',
  },
];

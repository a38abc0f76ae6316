// The options of curl, as far as they say something about a request. Those that do not are listed to be left out.

export type CurlAction =
  | 'data'
  | 'data-raw'
  | 'data-urlencode'
  | 'json'
  | 'form'
  | 'form-string'
  | 'get'
  | 'head'
  | 'header'
  | 'method'
  | 'url'
  | 'url-query'
  | 'user'
  | 'bearer'
  | 'next'
  /** Names a file, or a way to it, that is not read here. */
  | 'file';

interface CurlOption {
  readonly hasValue: boolean;
  /** Undefined for what changes nothing about how the service answers. */
  readonly action: CurlAction | undefined;
}

/** One of the command, read. */
export interface GivenOption {
  readonly action: CurlAction;
  readonly value: string;
}

const actions: Readonly<Record<string, CurlAction>> = {
  '-d --data --data-ascii --data-binary': 'data',
  '--data-raw': 'data-raw',
  '--data-urlencode': 'data-urlencode',
  '--json': 'json',
  '--url-query': 'url-query',
  '-F --form': 'form',
  '--form-string': 'form-string',
  '-H --header': 'header',
  '-X --request': 'method',
  '--url': 'url',
  '-u --user': 'user',
  '--oauth2-bearer': 'bearer',
  '-K --config -T --upload-file --netrc-file': 'file',
};

const flags: Readonly<Record<string, CurlAction>> = {
  '-G --get': 'get',
  '-I --head': 'head',
  '-: --next': 'next',
  '-n --netrc': 'file',
};

const ignored = `-A --user-agent -b --cookie -c --cookie-jar -C --continue-at -D --dump-header -e --referer -E --cert
  -m --max-time -o --output -r --range -w --write-out -x --proxy -y --speed-time -Y --speed-limit -z --time-cond
  --cacert --capath --cert-type --ciphers --connect-timeout --connect-to --create-file-mode --dns-servers --interface
  --key --key-type --limit-rate --local-port --max-redirs --noproxy --output-dir --pass --pinnedpubkey --proto
  --proto-default --proxy-header --proxy-user -U --resolve --retry --retry-delay --retry-max-time --stderr --tls-max
  --trace --trace-ascii --trace-config --unix-socket --abstract-unix-socket --max-filesize --keepalive-time`;

const ignoredFlags = `-0 -1 -2 -3 -4 -6 -a -B -f -g -i -j -J -k -L -M -N -O -q -R -s -S -v -V -Z -#
  --http1.0 --http1.1 --http2 --http2-prior-knowledge --http3 --http3-only --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3
  --basic --anyauth --compressed --compressed-ssh --fail --fail-with-body --fail-early --globoff --include --show-headers
  --insecure --location --location-trusted --no-buffer --remote-name --remote-header-name --remote-time --silent
  --show-error --verbose --version --progress-bar --no-progress-meter --styled-output --no-styled-output --path-as-is
  --tcp-nodelay --tcp-fastopen --tr-encoding --retry-all-errors --retry-connrefused --no-keepalive --disable
  --ipv4 --ipv6 --junk-session-cookies --parallel --create-dirs --ssl --ssl-reqd --post301 --post302 --post303
  --trace-time --trace-ids --no-alpn --no-sessionid --cert-status --ca-native --xattr --raw --append`;

export const curlOptions: ReadonlyMap<string, CurlOption> = new Map([
  ...named(actions, true),
  ...named(flags, false),
  ...names(ignored).map((name) => [name, { hasValue: true, action: undefined }] as const),
  ...names(ignoredFlags).map((name) => [name, { hasValue: false, action: undefined }] as const),
]);

function named(
  rows: Readonly<Record<string, CurlAction>>,
  hasValue: boolean,
): readonly (readonly [string, CurlOption])[] {
  return Object.entries(rows).flatMap(([list, action]) =>
    names(list).map((name) => [name, { hasValue, action }] as const),
  );
}

function names(list: string): readonly string[] {
  return list.trim().split(/\s+/);
}

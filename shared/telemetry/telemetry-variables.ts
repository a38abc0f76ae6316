// Unsupported values of OpenTelemetry variables fail start-up: telemetry would silently differ from what the operator asked for.

type Variables = Readonly<Record<string, string | undefined>>;

type Target = 'otlp' | 'azure-monitor';

interface Rule {
  readonly names: readonly string[];
  /** In lower case. OpenTelemetry ignores the case. */
  readonly values: readonly string[];
  /** Whether the variable is a comma-separated list of values. */
  readonly isList?: true;
  /** The target to which the rule applies; absent for both. */
  readonly to?: Target;
}

const rules: readonly Rule[] = [
  {
    names: ['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL'],
    values: ['http/json'],
    to: 'otlp',
  },
  {
    names: [
      'OTEL_EXPORTER_OTLP_COMPRESSION',
      'OTEL_EXPORTER_OTLP_TRACES_COMPRESSION',
      'OTEL_EXPORTER_OTLP_METRICS_COMPRESSION',
    ],
    values: ['gzip', 'none'],
    to: 'otlp',
  },
  { names: ['OTEL_TRACES_EXPORTER', 'OTEL_METRICS_EXPORTER'], values: ['otlp', 'none'], to: 'otlp' },
  { names: ['OTEL_TRACES_EXPORTER', 'OTEL_METRICS_EXPORTER'], values: ['none'], to: 'azure-monitor' },
  { names: ['OTEL_LOGS_EXPORTER'], values: ['none'] },
  { names: ['OTEL_PROPAGATORS'], values: ['tracecontext', 'baggage'], isList: true },
  {
    names: ['OTEL_TRACES_SAMPLER'],
    values: [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
  },
];

export function telemetryVariableProblems(variables: Variables, target: Target): readonly string[] {
  return rules
    .filter(({ to = target }) => to === target)
    .flatMap(({ names, values, isList }) =>
      names
        .filter((name) => !read(variables[name], isList).every((each) => values.includes(each)))
        .map((name) => `${name} must be ${values.join(isList ? ' and ' : ' or ')}: this build does nothing else`),
    );
}

export function signalsOf(variables: Variables): { readonly traces: boolean; readonly metrics: boolean } {
  const isOn = read(variables.OTEL_SDK_DISABLED)[0] !== 'true';
  const sends = (name: string) => isOn && read(variables[name])[0] !== 'none';
  return { traces: sends('OTEL_TRACES_EXPORTER'), metrics: sends('OTEL_METRICS_EXPORTER') };
}

function read(value = '', isList: true | undefined = undefined): readonly string[] {
  return (isList ? value.split(',') : [value]).map((each) => each.trim().toLowerCase()).filter((each) => each !== '');
}

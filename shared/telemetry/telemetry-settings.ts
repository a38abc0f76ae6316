/** The OpenTelemetry SDK reads further settings (`OTEL_…`) from the environment. */
export type TelemetrySettings = Signals &
  ({ readonly to: 'otlp' } | { readonly to: 'azure-monitor'; readonly connectionString: string });

/** One of the two may be off; if both are, telemetry is not set up. */
interface Signals {
  readonly isWithoutTraces?: true;
  readonly isWithoutMetrics?: true;
}

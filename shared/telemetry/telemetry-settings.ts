/** Where traces and metrics go. What else OpenTelemetry lets one set (`OTEL_…`), its SDK reads from the environment. */
export type TelemetrySettings = Signals &
  ({ readonly to: 'otlp' } | { readonly to: 'azure-monitor'; readonly connectionString: string });

/** Of which one alone may be switched off. */
interface Signals {
  readonly isWithoutTraces?: true;
  readonly isWithoutMetrics?: true;
}

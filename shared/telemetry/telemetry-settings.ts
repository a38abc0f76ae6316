/** Where traces and metrics go. What else OpenTelemetry lets one set (`OTEL_…`), its SDK reads from the environment. */
export type TelemetrySettings =
  | { readonly to: 'otlp' }
  | { readonly to: 'azure-monitor'; readonly connectionString: string };

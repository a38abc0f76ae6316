// OTLP over HTTP, as JSON; endpoint, headers and time limits come from OTEL_EXPORTER_OTLP_….
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Exporters } from './exporters.ts';

export function otlpExporters(): Exporters {
  return { spans: new OTLPTraceExporter(), metrics: new OTLPMetricExporter() };
}

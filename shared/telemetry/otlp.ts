// Exports OTLP as JSON over HTTP. The SDK reads endpoint, headers and timeouts from OTEL_EXPORTER_OTLP_… variables.
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Exporters } from './exporters.ts';

export function otlpExporters(): Exporters {
  return { spans: new OTLPTraceExporter(), metrics: new OTLPMetricExporter() };
}

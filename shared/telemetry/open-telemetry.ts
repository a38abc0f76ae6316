// Sends spans and metrics of requests with OpenTelemetry. Loaded only when TELEMETRY is set.
import { randomUUID } from 'node:crypto';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import { detectResources, envDetector, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type Deadlines, productionDeadlines } from '../base/deadlines.ts';
import { printable } from '../log/echo.ts';
import { writeEvent } from '../log/write-event.ts';
import type { Exporters } from './exporters.ts';
import { openMeters } from './request-meters.ts';
import type { RequestObserver } from './request-observer.ts';
import { observeWithSpans } from './request-spans.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';

/** Export failures are logged at most this often. */
const failureLogIntervalMs = 10 * 60_000;

/** OTEL_METRIC_EXPORT_INTERVAL overrides it. */
const defaultMetricIntervalMs = 60_000;

/** Exports in batches, in the background. Telemetry that the collector does not accept is dropped. */
export async function openTelemetry(
  settings: TelemetrySettings,
  { telemetryFlushTimeoutMs }: Pick<Deadlines, 'telemetryFlushTimeoutMs'> = productionDeadlines,
): Promise<RequestObserver> {
  const exporters = await openExporters(settings);
  logFailures();
  const resource = ownResource();
  const spanProcessors = settings.isWithoutTraces ? [] : [new BatchSpanProcessor(exporters.spans)];
  const tracing = new BasicTracerProvider({ resource, spanProcessors });
  const set = Number(process.env.OTEL_METRIC_EXPORT_INTERVAL);
  const interval = set > 0 ? set : defaultMetricIntervalMs;
  const openReader = () =>
    new PeriodicExportingMetricReader({
      exporter: exporters.metrics,
      exportIntervalMillis: interval,
      exportTimeoutMillis: Math.min(telemetryFlushTimeoutMs, interval),
    });
  const metering = new MeterProvider({ resource, readers: settings.isWithoutMetrics ? [] : [openReader()] });
  const meters = openMeters(metering.getMeter('tessera'));
  // In Azure Monitor, the host's span is the parent of ours. Other backends do not receive the host's spans.
  const parent = settings.to === 'azure-monitor' ? 'host' : 'none';
  return {
    begin: observeWithSpans(tracing.getTracer('tessera'), meters, parent),
    async flush() {
      const time = new Promise((resolve) => setTimeout(resolve, telemetryFlushTimeoutMs).unref());
      await Promise.race([Promise.allSettled([tracing.forceFlush(), metering.forceFlush()]), time]);
    },
  };
}

async function openExporters(settings: TelemetrySettings): Promise<Exporters> {
  if (settings.to === 'otlp') return (await import('./otlp.ts')).otlpExporters();
  return (await import('./azure-monitor.ts')).azureMonitorExporters(settings.connectionString);
}

/** OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override these attributes. */
function ownResource(): Resource {
  const own = resourceFromAttributes({
    'service.name': 'tessera',
    'service.instance.id': process.env.WEBSITE_INSTANCE_ID ?? randomUUID(),
  });
  return own.merge(detectResources({ detectors: [envDetector] }));
}

function logFailures(): void {
  let loggedAt = Number.NEGATIVE_INFINITY;
  setGlobalErrorHandler((thrown) => {
    if (performance.now() - loggedAt < failureLogIntervalMs) return;
    loggedAt = performance.now();
    const cause = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    writeEvent({ event: 'telemetry_failed', cause: printable(cause).slice(0, 200) });
  });
}

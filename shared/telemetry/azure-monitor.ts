import { AzureMonitorMetricExporter, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import type { Exporters } from './exporters.ts';

/** @param connectionString of an Application Insights resource */
export function azureMonitorExporters(connectionString: string): Exporters {
  // Else the exporter tells Microsoft of itself, at an address of its own.
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT ??= 'true';
  // What cannot be sent is dropped, and not left on the disk of the instance.
  const options = { connectionString, disableOfflineStorage: true };
  return { spans: new AzureMonitorTraceExporter(options), metrics: new AzureMonitorMetricExporter(options) };
}

import { AzureMonitorMetricExporter, AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import type { Exporters } from './exporters.ts';

/** @param connectionString of an Application Insights resource */
export function azureMonitorExporters(connectionString: string): Exporters {
  // Otherwise the exporter sends usage statistics to Microsoft.
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT ??= 'true';
  // Telemetry that cannot be sent is dropped rather than kept on the instance's disk.
  const options = { connectionString, disableOfflineStorage: true };
  return { spans: new AzureMonitorTraceExporter(options), metrics: new AzureMonitorMetricExporter(options) };
}

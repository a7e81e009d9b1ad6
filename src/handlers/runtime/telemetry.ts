import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** What is counted, by its unit; template.yaml has the alarms on it. */
const UNITS = {
  /** From Slack's request to our answer, cold start included. */
  AckTime: MetricUnit.Milliseconds,
  /** Events of an unknown shape. */
  UnreadableEvents: MetricUnit.Count,
  /** Requests that could not be answered for want of a setting. */
  Unconfigured: MetricUnit.Count,
} as const;

export type MetricName = keyof typeof UNITS;

/** Writes a metric into the log, from where CloudWatch takes it. */
export function measure(name: MetricName, value: number): void {
  const metrics = new Metrics({ namespace: 'Meshdesk', serviceName: 'meshdesk' });
  metrics.addMetric(name, UNITS[name], value);
  metrics.publishStoredMetrics();
}

import type { JsonObject } from '../../kernel/json.ts';

/** A list of keys and values that a service completes: every key that nobody set is there with its default. */
export interface Bag {
  readonly property: string;
  readonly key: string;
  readonly entries: (properties: JsonObject) => readonly JsonObject[];
  readonly when?: Readonly<Record<string, readonly (string | number | boolean | null)[]>>;
}

const pairs = (entries: Readonly<Record<string, string>>): JsonObject[] => Object.entries(entries).map(([Key, Value]) => ({ Key, Value }));

/** Source: the API reference of each service, on the attributes of the resource and their defaults. */
export const bags: Readonly<Record<string, readonly Bag[]>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [
    {
      property: 'LoadBalancerAttributes',
      key: 'Key',
      when: { Type: ['application'] },
      entries: () =>
        pairs({
          'access_logs.s3.bucket': '',
          'access_logs.s3.enabled': 'false',
          'access_logs.s3.prefix': '',
          'client_keep_alive.seconds': '3600',
          'connection_logs.s3.bucket': '',
          'connection_logs.s3.enabled': 'false',
          'connection_logs.s3.prefix': '',
          'deletion_protection.enabled': 'false',
          'health_check_logs.s3.bucket': '',
          'health_check_logs.s3.enabled': 'false',
          'health_check_logs.s3.prefix': '',
          'idle_timeout.timeout_seconds': '60',
          'load_balancing.cross_zone.enabled': 'true',
          'routing.http.desync_mitigation_mode': 'defensive',
          'routing.http.drop_invalid_header_fields.enabled': 'false',
          'routing.http.preserve_host_header.enabled': 'false',
          'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
          'routing.http.xff_client_port.enabled': 'false',
          'routing.http.xff_header_processing.mode': 'append',
          'routing.http2.enabled': 'true',
          'waf.fail_open.enabled': 'false',
          'zonal_shift.config.enabled': 'false',
        }),
    },
    {
      property: 'LoadBalancerAttributes',
      key: 'Key',
      when: { Type: ['network'] },
      entries: () =>
        pairs({
          'access_logs.s3.bucket': '',
          'access_logs.s3.enabled': 'false',
          'access_logs.s3.prefix': '',
          'deletion_protection.enabled': 'false',
          'dns_record.client_routing_policy': 'any_availability_zone',
          'load_balancing.cross_zone.enabled': 'false',
          'secondary_ips.auto_assigned.per_subnet': '0',
          'zonal_shift.config.enabled': 'false',
        }),
    },
    {
      property: 'LoadBalancerAttributes',
      key: 'Key',
      when: { Type: ['gateway'] },
      entries: () => pairs({ 'deletion_protection.enabled': 'false', 'load_balancing.cross_zone.enabled': 'false' }),
    },
  ],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [
    {
      property: 'TargetGroupAttributes',
      key: 'Key',
      when: { Protocol: ['HTTP', 'HTTPS'] },
      entries: () =>
        pairs({
          'deregistration_delay.timeout_seconds': '300',
          'load_balancing.algorithm.anomaly_mitigation': 'off',
          'load_balancing.algorithm.type': 'round_robin',
          'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
          'slow_start.duration_seconds': '0',
          'stickiness.app_cookie.cookie_name': '',
          'stickiness.app_cookie.duration_seconds': '86400',
          'stickiness.enabled': 'false',
          'stickiness.lb_cookie.duration_seconds': '86400',
          'stickiness.type': 'lb_cookie',
          'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
          'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
          'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
          'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
        }),
    },
    {
      property: 'TargetGroupAttributes',
      key: 'Key',
      when: { Protocol: ['TCP', 'TLS', 'UDP', 'TCP_UDP'] },
      entries: ({ Protocol, TargetType }) =>
        pairs({
          'deregistration_delay.connection_termination.enabled': Protocol === 'UDP' || Protocol === 'TCP_UDP' ? 'true' : 'false',
          'deregistration_delay.timeout_seconds': '300',
          'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
          'preserve_client_ip.enabled': TargetType === 'ip' && (Protocol === 'TCP' || Protocol === 'TLS') ? 'false' : 'true',
          'proxy_protocol_v2.enabled': 'false',
          'stickiness.enabled': 'false',
          'stickiness.type': 'source_ip',
          'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
          'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
          'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
          'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
          'target_health_state.unhealthy.connection_termination.enabled': 'true',
          'target_health_state.unhealthy.draining_interval_seconds': '0',
        }),
    },
    {
      property: 'TargetGroupAttributes',
      key: 'Key',
      when: { TargetType: ['lambda'] },
      entries: () => pairs({ 'lambda.multi_value_headers.enabled': 'false' }),
    },
  ],
};

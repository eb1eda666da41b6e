#!/bin/bash
# One Swift node: three rings with one device, three storage servers and the proxy with S3 in front.
set -euo pipefail
cd /etc/swift
mkdir -p /srv/node/d1 /run/swift /var/cache/swift
for ring in account:6202 container:6201 object:6200; do
  name=${ring%:*}
  [ -f "$name.ring.gz" ] && continue
  swift-ring-builder "$name.builder" create 4 1 0 >/dev/null
  swift-ring-builder "$name.builder" add "r1z1-127.0.0.1:${ring#*:}/d1" 1 >/dev/null
  swift-ring-builder "$name.builder" rebalance >/dev/null
done
chown -R swift:swift /srv/node /run/swift /var/cache/swift /etc/swift
for name in account container object; do "swift-$name-server" "/etc/swift/$name-server.conf" & done
exec swift-proxy-server /etc/swift/proxy-server.conf

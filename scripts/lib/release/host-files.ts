/**
 * @file The configurations of hosts that serve a built kiosk: nginx, Caddy, a container and a systemd unit. Their
 * headers are the kiosk's own. Pure.
 */
import { headersFor } from '../../../src/core/site/headers.ts';

export interface HostOptions {
  /** Path of the site on its host: `/`, or `/` and `/` around a folder. */
  readonly base: string;
  /** What the pages may reach besides their host. */
  readonly doorOrigins: readonly string[];
}

/** Where each configuration expects the release to be unpacked. */
export const RELEASE_FOLDER = '/srv/facegate';
/** What the administrator puts in their place. */
const HOST_NAME = 'kiosk.example';
const CERTIFICATE = '/etc/facegate/cert.pem';
const CERTIFICATE_KEY = '/etc/facegate/key.pem';

const SITE = `${RELEASE_FOLDER}/site`;

/** @returns The files by name. */
export function hostFiles(options: HostOptions): Readonly<Record<string, string>> {
  return {
    'nginx.conf': nginx(options),
    Caddyfile: caddy(options),
    Containerfile: CONTAINERFILE,
    'compose.yaml': COMPOSE,
    'facegate.service': UNIT,
  };
}

function headers({ doorOrigins }: HostOptions): readonly (readonly [name: string, value: string])[] {
  return [['Cache-Control', 'no-cache'], ...Object.entries(headersFor(doorOrigins))];
}

function nginx(options: HostOptions): string {
  const { base } = options;
  const place = base === '/' ? `root ${SITE};` : `alias ${SITE}/;`;
  const lines = headers(options).map(([name, value]) => `        add_header ${name} "${value}" always;`);
  return `# nginx: put your host's name and certificate in, link this file into sites-enabled, reload.
server {
    listen 443 ssl;
    listen [::]:443 ssl;
    server_name ${HOST_NAME};
    ssl_certificate ${CERTIFICATE};
    ssl_certificate_key ${CERTIFICATE_KEY};

    location ${base} {
        ${place}
        index index.html;
        include mime.types;
        types {
            text/javascript mjs;
            application/manifest+json webmanifest;
        }
        location ~ /\\. {
            return 404;
        }
${lines.join('\n')}
    }
}
`;
}

function caddy(options: HostOptions): string {
  const { base } = options;
  const lines = headers(options).map(([name, value]) => `${name} "${value}"`);
  const site = [
    `root * ${SITE}`,
    '@hidden path */.*',
    'respond @hidden 404',
    '@manifest path *.webmanifest',
    'header @manifest Content-Type application/manifest+json',
    'header {',
    ...lines.map((line) => `    ${line}`),
    '}',
    'file_server',
  ];
  const placed =
    base === '/'
      ? site
      : [
          `redir ${base.slice(0, -1)} ${base}`,
          `handle_path ${base}* {`,
          ...site.map((line) => `    ${line}`),
          '}',
        ];
  return `# Caddy: put your host's name in. Leave the line "tls" out where Caddy is to get a certificate by itself.
${HOST_NAME} {
    tls ${CERTIFICATE} ${CERTIFICATE_KEY}
${placed.map((line) => `    ${line}`).join('\n')}
}
`;
}

const CONTAINERFILE = `# The site behind Caddy. The certificate is mounted, see compose.yaml.
FROM docker.io/library/caddy:2
COPY site ${SITE}
COPY Caddyfile /etc/caddy/Caddyfile
`;

const COMPOSE = `# Put cert.pem and key.pem into the folder "tls" beside this file.
services:
  facegate:
    build:
      context: .
      dockerfile: Containerfile
    restart: unless-stopped
    read_only: true
    tmpfs:
      - /config
      - /data
    ports:
      - "443:443"
    volumes:
      - ./tls:/etc/facegate:ro
`;

const UNIT = `# systemd: copy this file to /etc/systemd/system, then "systemctl enable --now facegate".
[Unit]
Description=Facegate kiosk site
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=/usr/bin/caddy run --config ${RELEASE_FOLDER}/Caddyfile --adapter caddyfile
Restart=on-failure
User=caddy
AmbientCapabilities=CAP_NET_BIND_SERVICE
NoNewPrivileges=true
PrivateTmp=true
PrivateDevices=true
ProtectHome=true
ProtectSystem=strict
StateDirectory=caddy
Environment=XDG_DATA_HOME=/var/lib/caddy XDG_CONFIG_HOME=/var/lib/caddy

[Install]
WantedBy=multi-user.target
`;

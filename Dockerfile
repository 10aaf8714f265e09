# docker build -t bouncer . && docker run --env-file env -v ./bouncer.yml:/etc/bouncer/bouncer.yml:ro -v bouncer:/var/lib/bouncer bouncer
# The exact version; docs/runbook.md, "In a container", says how to pin both images by digest, and how large the result is.
ARG NODE_IMAGE=node:24.21.0-slim
# C and C++ libraries of the same Debian, certificates and time zones; no shell, no package manager, no other program.
ARG BASE_IMAGE=gcr.io/distroless/cc-debian12:latest

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No package needs its installation scripts to build the package.
RUN npm ci --ignore-scripts
COPY README.md LICENSE manifest.yml bouncer.example.yml tsconfig.json ./
COPY deploy/bouncer.service deploy/bouncer.service
COPY src src
COPY emulators emulators
COPY infra infra
COPY packaging packaging
RUN npm pack && mkdir /package /store && tar -xzf vpn-bouncer-*.tgz -C /package --strip-components=1

FROM ${BASE_IMAGE}
ENV NODE_ENV=production BOUNCER_CONFIG=/etc/bouncer/bouncer.yml
COPY --from=build /usr/local/bin/node /usr/local/bin/node
# Nobody may write there: Bouncer writes only its store, and compiles at each start.
COPY --from=build /package /opt/bouncer
# A new volume inherits the owner of the folder that it is mounted on.
COPY --from=build --chown=1000:1000 /store /var/lib/bouncer
VOLUME /var/lib/bouncer
WORKDIR /var/lib/bouncer
# Kubernetes compares numbers.
USER 1000:1000
# Without HOST it listens on every address of the container; `docker run -p` decides what is reachable from outside.
EXPOSE 3000
HEALTHCHECK --start-period=30s CMD ["node", "-e", "const host = process.env.HOST || '127.0.0.1'; fetch(`http://${host.includes(':') ? `[${host}]` : host}:${process.env.PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/bouncer/dist/vpn-bouncer.mjs"]
CMD ["serve"]

# docker build -t bouncer . && docker run --env-file env -v ./bouncer.yml:/etc/bouncer/bouncer.yml:ro -v bouncer:/var/lib/bouncer bouncer
# The exact version; docs/runbook.md, "In a container", says how to pin it by digest.
ARG NODE_IMAGE=node:24.21.0-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /opt/bouncer
COPY package.json package-lock.json ./
# No package that runs in production needs its installation scripts.
RUN npm ci --omit=dev --ignore-scripts

FROM ${NODE_IMAGE}
WORKDIR /opt/bouncer
ENV NODE_ENV=production BOUNCER_CONFIG=/etc/bouncer/bouncer.yml
COPY --from=packages /opt/bouncer/node_modules node_modules
COPY package.json manifest.yml ./
COPY src src
# A new volume inherits the owner of the folder that it is mounted on.
RUN mkdir /var/lib/bouncer && chown node:node /var/lib/bouncer && chmod 700 /var/lib/bouncer
VOLUME /var/lib/bouncer
USER node
# Without HOST it listens on every address of the container; `docker run -p` decides what is reachable from outside.
EXPOSE 3000
HEALTHCHECK --start-period=30s CMD ["node", "-e", "const host = process.env.HOST || '127.0.0.1'; fetch(`http://${host.includes(':') ? `[${host}]` : host}:${process.env.PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/main.ts"]
CMD ["serve"]

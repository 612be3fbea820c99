FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
# Builds, and keeps what the package of npm has.
RUN npm pack --pack-destination /tmp \
  && mkdir /package \
  && tar -xzf /tmp/ringtrail-*.tgz -C /package --strip-components=1

FROM node:22-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --omit=dev

FROM node:22-bookworm-slim
# For a container that runs alone; with REDIS_URL it is not used.
RUN apt-get update \
  && apt-get install -y --no-install-recommends redis-server \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /package ./
RUN ln -s /app/scripts/ringtrail.mjs /usr/local/bin/ringtrail \
  && install -d -o node -g node /data
USER node
ENV NODE_ENV=production DATA_DIR=/data PORT=8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "--max-semi-space-size=64", "scripts/ringtrail.mjs", "start"]

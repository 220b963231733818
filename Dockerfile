# One image for all processes; docker-compose.yml says which of them a container runs. Its Node is the one that package.json pins.
ARG NODE=docker.io/library/node:24.21.0-bookworm-slim

FROM ${NODE} AS packages
WORKDIR /antrean
COPY package.json package-lock.json ./
# Neither what only developers need, nor the Node and the PostgreSQL that the laboratory brings where there are no containers.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM ${NODE} AS sources
WORKDIR /antrean
COPY . .
# Whatever the umask of the clone was: here as everywhere the user of the image is another one than the owner.
RUN chmod -R u=rwX,go=rX .

FROM ${NODE}
ENV NODE_ENV=production
WORKDIR /antrean
# Volumes take over the owner of the directory that they are mounted on for the first time.
RUN mkdir -p /settings/public /settings/database /settings/operators /settings/grafana results && chown -R node:node /settings results
COPY --from=packages /antrean/node_modules node_modules
COPY --from=sources /antrean ./
# The user of the image may read what is here and change nothing of it.
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["node", "containers/check-health.mjs"]
ENTRYPOINT ["/antrean/containers/start.sh"]
CMD ["portal"]

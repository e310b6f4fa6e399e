# The receiver alone. Built from the lockfile; what only the build needs stays in the first stage.
FROM node:22-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# `prepare` would build, and there is nothing to build yet.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production TEMPO_TUI_DATA=/data
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY LICENSE ./
RUN ln -s /app/dist/cli.js /usr/local/bin/tempo-tui \
  && install -d -o node -g node -m 700 /data
USER node
VOLUME /data
EXPOSE 7776
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7776/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: the program is the first process, and is the one that SIGTERM reaches.
ENTRYPOINT ["tempo-tui"]
CMD ["serve", "--host", "0.0.0.0"]

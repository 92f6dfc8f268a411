# syntax=docker/dockerfile:1
# Three stages: what people see, the program, and an image that holds the program alone.

FROM node:20-bookworm-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=frontend /src/frontend/dist ./frontend/dist
ARG BUILD=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.build=${BUILD}" -o /quittance ./cmd/quittance \
 && mkdir -p /data && chown 65532:65532 /data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /quittance /quittance
COPY --from=build --chown=nonroot:nonroot /data /data
ENV QUITTANCE_ENV=production \
    QUITTANCE_ADDR=0.0.0.0:8080 \
    QUITTANCE_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
USER nonroot
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s CMD ["/quittance", "health"]
ENTRYPOINT ["/quittance"]
CMD ["serve"]

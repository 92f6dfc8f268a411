// Package metric counts what the program answers, for the Prometheus of the operator.
package metric

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are what an operator's Prometheus reads, on a port of their own: never on the public one.
type Metrics struct {
	registry *prometheus.Registry
	answers  *prometheus.HistogramVec
}

// New names the build in a metric of its own.
func New(build string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		answers: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "quittance_http_answer_seconds", Help: "Time to answer, by route pattern and class of status.",
			Buckets: []float64{.001, .005, .01, .05, .1, .5, 1, 5, 30},
		}, []string{"route", "status"}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "quittance_build_info", Help: "Always 1; the label names the build.", ConstLabels: prometheus.Labels{"build": build},
	})
	info.Set(1)
	m.registry.MustRegister(m.answers, info, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Numbers are what is read when Prometheus asks.
type Numbers struct {
	FailingJobs   int64
	Webhooks      int64         // waiting
	OldestSealing time.Duration // how long the certificate that waits longest has been waiting
	SMSToday      int64
	DiskLeft      map[string]int64 // bytes, by folder
}

// Watch has the numbers read at each scrape, within five seconds. Where they cannot be read, quittance_readable is 0
// and they are not there: an alarm that compares them must also look at that one.
func (m *Metrics) Watch(read func(context.Context) (Numbers, error)) {
	m.registry.MustRegister(&collector{
		read:     read,
		readable: prometheus.NewDesc("quittance_readable", "1 when the numbers below could be read.", nil, nil),
		jobs:     prometheus.NewDesc("quittance_jobs_failing", "Jobs that were tried in vain or given up, counted to a thousand.", nil, nil),
		webhooks: prometheus.NewDesc("quittance_webhooks_waiting", "Events of the payment processor that were not acted on, counted to a thousand.", nil, nil),
		sealing:  prometheus.NewDesc("quittance_sealing_oldest_seconds", "How long the certificate that waits longest has been waiting; 0 when none does.", nil, nil),
		sms:      prometheus.NewDesc("quittance_sms_today", "Text messages planned today, by days in UTC.", nil, nil),
		disk:     prometheus.NewDesc("quittance_disk_free_bytes", "What is left for a folder that grows.", []string{"folder"}, nil),
	})
}

type collector struct {
	read                                         func(context.Context) (Numbers, error)
	readable, jobs, webhooks, sealing, sms, disk *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.readable, c.jobs, c.webhooks, c.sealing, c.sms, c.disk} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(to chan<- prometheus.Metric) {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	say := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	n, err := c.read(ctx)
	if err != nil {
		say(c.readable, 0)
		return
	}
	say(c.readable, 1)
	say(c.jobs, float64(n.FailingJobs))
	say(c.webhooks, float64(n.Webhooks))
	say(c.sealing, n.OldestSealing.Seconds())
	say(c.sms, float64(n.SMSToday))
	for folder, left := range n.DiskLeft {
		say(c.disk, float64(left), folder)
	}
}

// Answered counts one answer. The route is a pattern of ours, so that strangers cannot make labels.
func (m *Metrics) Answered(route string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	m.answers.WithLabelValues(route, strconv.Itoa(status/100)+"xx").Observe(took.Seconds())
}

// Serve answers /metrics at the address until the context ends.
func (m *Metrics) Serve(ctx context.Context, addr string) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	const headerTime = 10 * time.Second
	server := &http.Server{Handler: mux, ReadHeaderTimeout: headerTime}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // the listener is ours alone: nothing is lost
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

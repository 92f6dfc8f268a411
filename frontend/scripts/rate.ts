/** Measures how fast something grows over the last seconds, so that the time left neither jumps nor lags. */
export class Rate {
  private samples: { at: number; done: number }[] = [];

  /** Adds a sample; "at" is in milliseconds. */
  add(at: number, done: number): void {
    this.samples.push({ at, done });
    while (this.samples.length > 2 && at - this.samples[0].at > 8000) this.samples.shift();
  }

  /** Bytes per second; 0 before there are two samples. */
  perSecond(): number {
    const first = this.samples[0];
    const last = this.samples[this.samples.length - 1];
    if (!first || last.at === first.at) return 0;
    return Math.max(0, ((last.done - first.done) / (last.at - first.at)) * 1000);
  }

  /** Forgets everything: after a pause the old speed means nothing. */
  reset(): void {
    this.samples = [];
  }
}

package org.afterword.functions.mail.telemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Locale;
import java.util.UUID;
import org.afterword.storage.mail.SigningJob;

/**
 * Work on one mail, as a span of the mail's own trace.
 *
 * <p>A job's id is as long as a trace id, and it is on the gateway's log line, in the reply to the client, in the queue's
 * message and in the console's trace. So it <i>is</i> the trace id, and needs no field of its own on the way: every
 * attempt, in whatever process, belongs to the same trace. To be closed by the thread that started it.
 */
public final class JobSpan implements AutoCloseable {
    private static final String SCOPE = "org.afterword.functions";

    private final Span span;
    private final Scope scope;

    // The scope is closed by close(), as this class's users see to.
    @SuppressWarnings("MustBeClosedChecker")
    private JobSpan(Span span) {
        this.span = span;
        this.scope = span.makeCurrent();
    }

    /** Starts a span; without an OpenTelemetry SDK in the process it costs next to nothing and goes nowhere. */
    public static JobSpan start(String name, SigningJob job) {
        return start(GlobalOpenTelemetry.get(), name, job);
    }

    static JobSpan start(OpenTelemetry telemetry, String name, SigningJob job) {
        // The host's own span of this call is of another trace; the link joins the two.
        Span span = telemetry
                .getTracer(SCOPE)
                .spanBuilder(name)
                .setParent(Context.root().with(Span.wrap(gateway(job.jobId()))))
                .addLink(Span.current().getSpanContext())
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("afterword.attempt", job.attempt())
                .startSpan();
        return new JobSpan(span);
    }

    /** The gateway's part of the trace, derived from the id. */
    static SpanContext gateway(UUID jobId) {
        return SpanContext.createFromRemoteParent(
                jobId.toString().replace("-", ""),
                String.format(Locale.ROOT, "%016x", jobId.getLeastSignificantBits()),
                TraceFlags.getSampled(),
                TraceState.getDefault());
    }

    @Override
    public void close() {
        scope.close();
        span.end();
    }
}

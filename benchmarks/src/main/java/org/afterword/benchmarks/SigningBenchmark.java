package org.afterword.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.afterword.engine.Decision;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SigningContext;
import org.afterword.engine.SigningResult;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Signs an Outlook reply with a 20 kB body and an attachment that makes up the rest of its size: read, classify, select,
 * render, place and write, the result streamed to nowhere.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SigningBenchmark {
    private static final int BODY = 20_000;

    /** Bytes of the whole mail. */
    @Param({"30000", "1000000", "10000000"})
    public int size;

    private final SignatureEngine engine = new SignatureEngine();
    private RawMessage mail = RawMessage.of(new byte[0]);
    private SigningContext context = context();

    @Setup
    public void writeMail() throws IOException {
        mail = RawMessage.of(mail(size));
        context = context();
        if (!(engine.sign(engine.read(mail), context).decision() instanceof Decision.Sign)) {
            throw new IllegalStateException("the benchmark's mail is not signed");
        }
    }

    @Benchmark
    public long sign() throws IOException {
        SigningResult result = engine.sign(engine.read(mail), context);
        result.message().writeTo(OutputStream.nullOutputStream());
        return result.message().size();
    }

    /** With the arguments that Azure's Java worker has of its own: what a stamp without arguments of ours would run with. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-XX:+TieredCompilation", "-XX:TieredStopAtLevel=1", "-noverify"})
    public long signInWorker() throws IOException {
        return sign();
    }

    /** With the same and then the stamp's arguments ({@code javaArguments} in functions.bicep), which come later and win. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {
                "-XX:+TieredCompilation",
                "-XX:TieredStopAtLevel=1",
                "-noverify",
                "-XX:TieredStopAtLevel=4",
                "-XX:MaxRAMPercentage=50",
                "-XX:+ExitOnOutOfMemoryError"
            })
    public long signInStampsWorker() throws IOException {
        return sign();
    }

    @Benchmark
    public Object readOnly() throws IOException {
        return engine.read(mail);
    }

    private static SigningContext context() {
        SignatureTemplate template = SignatureTemplate.of(
                "t",
                "<table><tr><td><b>{{displayName}}</b><br>{{jobTitle}}{{#mobilePhone}}<br>Mobile: {{mobilePhone}}{{/mobilePhone}}"
                        + "</td></tr></table>",
                Optional.empty(),
                List.of());
        SignatureRule rule = SignatureRule.of("everybody", "Everybody", "t");
        Person anna = new Person(
                MailAddress.of("anna@contoso.example"),
                Map.of("displayName", "Anna Keller", "jobTitle", "Head of Sales"));
        return new SigningContext(
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example")),
                Optional.of(anna),
                SignatureCatalog.of(List.of(rule), List.of(template)),
                Set.of("contoso.example"),
                Instant.parse("2026-01-01T00:00:00Z"),
                "from a by b; Thu, 1 Jan 2026 00:00:00 +0000");
    }

    private static byte[] mail(int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(size + 1024);
        write(
                out,
                "From: Anna Keller <anna@contoso.example>",
                "To: Ben <ben@fabrikam.example>",
                "Subject: RE: Offer",
                "In-Reply-To: <1@fabrikam.example>",
                "MIME-Version: 1.0",
                "Content-Type: multipart/mixed; boundary=\"m\"",
                "",
                "--m",
                "Content-Type: text/html; charset=\"utf-8\"",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                "<html><body><div class=3D\"WordSection1\"><p class=3D\"MsoNormal\">Thank you, that is fine.<o:p></o:p></p>",
                "<div><div style=3D\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\">",
                "<p class=3D\"MsoNormal\"><b>From:</b> Ben &lt;ben@fabrikam.example&gt;<br><b>Sent:</b> Monday, January 5, 2026<br>=",
                "<b>To:</b> Anna<br><b>Subject:</b> Offer<o:p></o:p></p></div></div>");
        while (out.size() < BODY) {
            write(
                    out,
                    "<p class=3D\"MsoNormal\"><span lang=3D\"EN-US\">An older line of the conversation.<o:p></o:p></span></p>");
        }
        write(
                out,
                "</div></body></html>",
                "--m",
                "Content-Type: application/pdf; name=\"offer.pdf\"",
                "Content-Disposition: attachment; filename=\"offer.pdf\"",
                "Content-Transfer-Encoding: base64",
                "");
        byte[] attachment = new byte[Math.max(1_000, (size - out.size()) / 78 * 57)];
        new Random(1).nextBytes(attachment);
        out.writeBytes(Base64.getMimeEncoder().encode(attachment));
        write(out, "", "--m--");
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, String... lines) {
        out.writeBytes((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}

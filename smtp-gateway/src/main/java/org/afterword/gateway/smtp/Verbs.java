package org.afterword.gateway.smtp;

import java.util.List;
import org.afterword.gateway.intake.BackPressure;
import org.afterword.gateway.intake.MailIntake;
import org.afterword.gateway.metrics.GatewayMetrics;
import org.afterword.gateway.wire.ClientCertificateCheck;
import org.afterword.gateway.wire.ServerTls;
import org.subethamail.smtp.internal.server.CommandHandler;

/** All verbs that we know; every one of the library's is replaced. */
public final class Verbs {
    private Verbs() {}

    /** Puts our verbs in place of the library's. */
    public static void install(
            CommandHandler handler,
            String hostName,
            MailSessions sessions,
            MailIntake intake,
            BackPressure pressure,
            ServerTls tls,
            ClientCertificateCheck certificates,
            GatewayMetrics metrics) {
        // A client that sends twice the largest message that we announce will not stop.
        long maxBytes = 2 * intake.limits().messageBytes();
        List.of(
                        new EhloVerb("EHLO", hostName, sessions, intake),
                        new EhloVerb("HELO", hostName, sessions, intake),
                        new StartTlsVerb(sessions, tls, certificates, metrics),
                        new MailVerb(sessions, intake, pressure),
                        new RcptVerb(sessions),
                        new DataVerb(sessions, maxBytes),
                        new BdatVerb(sessions, maxBytes),
                        new PlainVerb("RSET", sessions, PlainVerb.Effect.RESET),
                        new PlainVerb("NOOP", sessions, PlainVerb.Effect.NOTHING),
                        new PlainVerb("VRFY", sessions, PlainVerb.Effect.NO_VERIFICATION),
                        new PlainVerb("QUIT", sessions, PlainVerb.Effect.QUIT),
                        new PlainVerb("AUTH", sessions, PlainVerb.Effect.NOT_IMPLEMENTED),
                        new PlainVerb("EXPN", sessions, PlainVerb.Effect.NOT_IMPLEMENTED),
                        new PlainVerb("HELP", sessions, PlainVerb.Effect.NOT_IMPLEMENTED))
                .forEach(handler::addCommand);
    }
}

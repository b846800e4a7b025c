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
            MailSessions dialogues,
            MailIntake intake,
            BackPressure pressure,
            ServerTls tls,
            ClientCertificateCheck certificates,
            GatewayMetrics metrics) {
        // Whoever sends twice the largest message that we announce does not listen.
        long patience = 2 * intake.limits().messageBytes();
        List.of(
                        new EhloVerb("EHLO", hostName, dialogues, intake),
                        new EhloVerb("HELO", hostName, dialogues, intake),
                        new StartTlsVerb(dialogues, tls, certificates, metrics),
                        new MailVerb(dialogues, intake, pressure),
                        new RcptVerb(dialogues),
                        new DataVerb(dialogues, patience),
                        new BdatVerb(dialogues, patience),
                        new PlainVerb("RSET", dialogues, PlainVerb.Effect.RESET),
                        new PlainVerb("NOOP", dialogues, PlainVerb.Effect.NOTHING),
                        new PlainVerb("VRFY", dialogues, PlainVerb.Effect.NO_VERIFICATION),
                        new PlainVerb("QUIT", dialogues, PlainVerb.Effect.QUIT),
                        new PlainVerb("AUTH", dialogues, PlainVerb.Effect.NOT_IMPLEMENTED),
                        new PlainVerb("EXPN", dialogues, PlainVerb.Effect.NOT_IMPLEMENTED),
                        new PlainVerb("HELP", dialogues, PlainVerb.Effect.NOT_IMPLEMENTED))
                .forEach(handler::addCommand);
    }
}

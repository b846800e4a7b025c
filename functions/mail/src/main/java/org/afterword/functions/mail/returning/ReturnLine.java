package org.afterword.functions.mail.returning;

import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocketFactory;

/**
 * How we connect to a tenant's server: TLS 1.2 or 1.3 by STARTTLS or not at all, the server's name checked, our certificate
 * shown with its whole chain, TCP_NODELAY.
 *
 * @param hostName our own name, for EHLO
 * @param tls makes TLS sockets that show our certificate
 * @param connectMilliseconds for the connection to be made
 * @param replyMilliseconds for an answer, or for a write to pass; RFC 5321, section 4.5.3.2, asks for minutes
 * @param watch ends writes that hang
 */
record ReturnLine(
        String hostName,
        SSLSocketFactory tls,
        int connectMilliseconds,
        int replyMilliseconds,
        ScheduledExecutorService watch) {

    /** As Angus wants it said. */
    Properties properties(PromptSockets sockets) {
        Properties properties = new Properties();
        properties.put("mail.smtp.socketFactory", sockets);
        properties.put("mail.smtp.ssl.socketFactory", tls);
        properties.put("mail.smtp.executor.writetimeout", watch);
        properties.setProperty("mail.smtp.socketFactory.fallback", "false");
        properties.setProperty("mail.smtp.localhost", hostName);
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
        properties.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.connectiontimeout", Integer.toString(connectMilliseconds));
        properties.setProperty("mail.smtp.timeout", Integer.toString(replyMilliseconds));
        properties.setProperty("mail.smtp.writetimeout", Integer.toString(replyMilliseconds));
        // The answer to QUIT is not needed.
        properties.setProperty("mail.smtp.quitwait", "false");
        // Commands are sent in UTF-8, which an address needs that is not ASCII (RFC 6531).
        properties.setProperty("mail.mime.allowutf8", "true");
        return properties;
    }
}

package org.afterword.functions.mail.returning;

import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocketFactory;

/**
 * How we connect to a tenant's server: TLS 1.2 or 1.3 by STARTTLS or not at all, the server's name checked, our certificate
 * shown with its whole chain.
 *
 * @param hostName our own name, for EHLO
 * @param tls makes TLS sockets that show our certificate
 * @param watch cuts connections whose time is over
 */
record ReturnLine(String hostName, SSLSocketFactory tls, Timeouts timeouts, ScheduledExecutorService watch) {}

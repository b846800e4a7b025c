/** What lies below SMTP: sockets with limits, TLS, certificates and the PROXY protocol. */
@NullMarked
package org.afterword.gateway.wire;

import org.jspecify.annotations.NullMarked;

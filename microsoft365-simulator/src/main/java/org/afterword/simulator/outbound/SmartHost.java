package org.afterword.simulator.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where an outbound connector sends mail.
 *
 * @param name the smart host's DNS name, which goes into the TLS handshake; it is not looked up
 * @param address where it really listens
 * @param tlsDomain the name that its certificate must show: TlsDomain with TlsSettings DomainValidation
 */
public record SmartHost(String name, InetSocketAddress address, String tlsDomain) {
    /** One that listens on this machine's loopback address. */
    public static SmartHost local(String name, int port, String tlsDomain) {
        return new SmartHost(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), tlsDomain);
    }
}

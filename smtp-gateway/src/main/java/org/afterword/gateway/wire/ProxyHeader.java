package org.afterword.gateway.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.internal.proxy.ProxyHandler;
import org.subethamail.smtp.server.Session;

/**
 * The PROXY protocol, version 2 (haproxy's proxy-protocol.txt, section 2.2), for a gateway behind a load balancer that
 * hides its clients. Peers in the trusted ranges must send it; of all others it is not expected, and what they send is a
 * command line. Safe for use by several threads.
 */
public final class ProxyHeader implements ProxyHandler {
    private static final Logger log = LoggerFactory.getLogger(ProxyHeader.class);
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final int MAX_BYTES = 2048;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final ProxyResult REFUSED = new ProxyResult(421, "4.7.0 No PROXY protocol header came");

    private final List<AddressRange> trusted;

    public ProxyHeader(List<AddressRange> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    @Override
    public ProxyResult handle(InputStream in, OutputStream out, Session session) throws IOException {
        InetAddress peer = session.getRealRemoteAddress().getAddress();
        if (trusted.stream().noneMatch(range -> range.contains(peer))) {
            return ProxyResult.NOP;
        }
        ProxyResult result = read(in);
        if (!result.isSuccess()) {
            log.info("no PROXY protocol header came from {}", peer.getHostAddress());
        }
        return result;
    }

    static ProxyResult read(InputStream in) throws IOException {
        try {
            return readHeader(in);
        } catch (SocketTimeoutException slow) {
            return REFUSED;
        }
    }

    private static ProxyResult readHeader(InputStream in) throws IOException {
        byte[] fixed = in.readNBytes(SIGNATURE.length + 4);
        if (fixed.length == 0) {
            // A health check that only connects; the session ends by itself.
            return ProxyResult.NOP;
        }
        if (fixed.length < SIGNATURE.length + 4
                || !Arrays.equals(fixed, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            return REFUSED;
        }
        int versionAndCommand = fixed[12] & 0xff;
        int family = fixed[13] & 0xff;
        int length = ((fixed[14] & 0xff) << 8) | (fixed[15] & 0xff);
        if (length > MAX_BYTES || (versionAndCommand != LOCAL && versionAndCommand != PROXY)) {
            return REFUSED;
        }
        byte[] addresses = in.readNBytes(length);
        if (addresses.length < length) {
            return REFUSED;
        }
        if (versionAndCommand == LOCAL) {
            // The load balancer's own health check.
            return ProxyResult.NOP;
        }
        return switch (family) {
            case TCP_OVER_IPV4 -> source(addresses, 4);
            case TCP_OVER_IPV6 -> source(addresses, 16);
            default -> ProxyResult.NOP;
        };
    }

    /** Source address, destination address, source port, destination port; what follows is not for us. */
    private static ProxyResult source(byte[] addresses, int addressBytes) throws IOException {
        if (addresses.length < 2 * addressBytes + 4) {
            return REFUSED;
        }
        InetAddress address = InetAddress.getByAddress(Arrays.copyOf(addresses, addressBytes));
        int port = ByteBuffer.wrap(addresses).getShort(2 * addressBytes) & 0xffff;
        return new ProxyResult(new InetSocketAddress(address, port));
    }
}

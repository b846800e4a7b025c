package org.afterword.gateway.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A range of IP addresses in CIDR form, {@code 10.0.0.0/8} or {@code fd00::/8}; without a length one address. */
public record AddressRange(InetAddress network, int prefixLength) {
    private static final Pattern LITERAL = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** @throws IllegalArgumentException if it has another form; the message shows one that is right */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        try {
            InetAddress network = literal(literal);
            int bits = network.getAddress().length * 8;
            int length = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            if (length >= 0 && length <= bits) {
                return new AddressRange(network, length);
            }
        } catch (IllegalArgumentException wrong) {
            // Reported below, with the form that is expected.
        }
        throw new IllegalArgumentException("not an address range such as 10.0.0.0/8: " + text);
    }

    /** A literal only: a name would be looked up in DNS. */
    private static InetAddress literal(String text) {
        if (!LITERAL.matcher(text).matches()) {
            throw new IllegalArgumentException("not an IP address");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException wrong) {
            throw new IllegalArgumentException("not an IP address", wrong);
        }
    }

    public boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}

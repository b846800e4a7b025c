package org.afterword.functions.console.http;

/**
 * One line of the table: what is asked for, who may ask, and who answers.
 *
 * @param method in capitals; {@code GET} stands for {@code HEAD} too (RFC 9110, section 9.3.2)
 * @param template segments between slashes, each literal or a parameter: {@code tenants/{tenant}/people/{mail}}
 */
public record Route(String method, String template, Right right, Handler handler) {
    @Override
    public String toString() {
        return method + " " + template;
    }
}

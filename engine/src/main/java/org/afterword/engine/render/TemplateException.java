package org.afterword.engine.render;

/** A template is not in the language; the message says where, for the administrator who wrote it. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TemplateException(String message, Throwable cause) {
        super(message, cause);
    }
}

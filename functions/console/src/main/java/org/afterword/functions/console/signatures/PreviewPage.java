package org.afterword.functions.console.signatures;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.engine.mime.InlinePictures;
import org.afterword.engine.model.Picture;
import org.afterword.engine.render.RenderedSignature;
import org.afterword.functions.console.http.ApiResponse;

/**
 * A signature as a page to look at. The page may run nothing, send nothing and be framed nowhere; its origin is nobody's
 * (Content Security Policy Level 3, "sandbox"), so that even a template that slipped through could do nothing.
 */
final class PreviewPage {
    private static final String LOOK_ONLY = "default-src 'none'; img-src data: https:; style-src 'unsafe-inline'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
    private static final Pattern EMBEDDED = Pattern.compile("([\"'])cid:([A-Za-z0-9._@-]+)\\1");
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: https:; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>%s</title>
            <style>
            body { margin: 24px; }
            pre { margin: 24px 0 0; padding: 16px 0 0; border-top: 1px solid #8888; font: 13px/1.5 monospace; white-space: pre-wrap; }
            </style>
            </head>
            <body>
            %s
            <pre>%s</pre>
            </body>
            </html>
            """;

    private PreviewPage() {}

    static ApiResponse of(String name, RenderedSignature rendered) {
        String page = String.format(PAGE, escaped(name), withPictures(rendered), escaped(rendered.text()));
        return ApiResponse.of(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8))
                .with("Content-Security-Policy", LOOK_ONLY);
    }

    private static String withPictures(RenderedSignature rendered) {
        Map<String, Picture> pictures = new TreeMap<>();
        rendered.pictures().forEach(picture -> pictures.put(InlinePictures.contentId(picture), picture));
        return EMBEDDED.matcher(rendered.html()).replaceAll(match -> {
            Picture picture = pictures.get(match.group(2));
            String source = picture == null
                    ? match.group()
                    : match.group(1) + "data:" + picture.mediaType() + ";base64," + picture.base64() + match.group(1);
            return Matcher.quoteReplacement(source);
        });
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

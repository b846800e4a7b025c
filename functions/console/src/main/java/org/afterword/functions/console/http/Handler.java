package org.afterword.functions.console.http;

import java.io.IOException;

/** Answers the requests of one route, from whoever has its right. */
@FunctionalInterface
public interface Handler {
    /** @throws IOException if a store does not answer */
    ApiResponse answer(ApiRequest request) throws ApiException, IOException;
}

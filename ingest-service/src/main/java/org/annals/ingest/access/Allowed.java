// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Who may call a resource where there is a login. What says nothing is for admins alone. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Allowed {

    /** Any of these. */
    Role[] value() default {};

    /** Everybody, without a token. */
    boolean everybody() default false;
}
